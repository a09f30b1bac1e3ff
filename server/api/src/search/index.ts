export { completionsAt, writeField, writeText } from './completion.ts';
export type { Completion, CompletionOption } from './completion.ts';
export type { Comparison, Field, FieldKind, Filter, Operator, OrderKey } from './filter.ts';
export type { AttributeRule, FieldRule, GroupRule, SearchGrammar, ValueType } from './grammar.ts';
export { parseOrder } from './order.ts';
export { parseFilter } from './parser.ts';
export { SearchProblem } from './problem.ts';
export type { Place } from './problem.ts';
export {
  mlflowExperimentSearch,
  mlflowLoggedModelSearch,
  mlflowModelVersionSearch,
  mlflowRegisteredModelSearch,
  mlflowRunSearch,
  runSearch
} from './subjects.ts';
