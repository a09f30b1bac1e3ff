import {
  completionsAt,
  mlflowRunSearch,
  parseFilter,
  parseOrder,
  runSearch,
  SearchProblem,
  writeField,
  writeText
} from '../index.ts';
import type { Comparison, Filter } from '../index.ts';

/** A filter in short: `metric:auc>0.8`. */
function short(filter: Filter): string {
  switch (filter.type) {
    case 'not':
      return `!${short(filter.item)}`;
    case 'comparison': {
      const { field, operator, value } = filter;
      return `${field.kind}:${field.key} ${operator} ${JSON.stringify(value)}`;
    }
    default:
      return `(${filter.items.map(short).join(filter.type === 'and' ? ' & ' : ' | ')})`;
  }
}

function problemOf(run: () => unknown): SearchProblem {
  try {
    run();
  } catch (error) {
    if (error instanceof SearchProblem) {
      return error;
    }
    throw error;
  }
  throw new Error('no problem');
}

describe('a filter', () => {
  it.each([
    ['metrics.auc > 0.8', 'metric:auc > 0.8'],
    ['metric.auc>-1e-3', 'metric:auc > -0.001'],
    ['params.model = "forest"', 'param:model = "forest"'],
    ["parameters.`my key` LIKE 'a%'", 'param:my key LIKE "a%"'],
    ['tags."mlflow.source.name" ilike \'%x\'', 'tag:mlflow.source.name ILIKE "%x"'],
    ["tags.mlflow.parentRunId = 'x'", 'tag:mlflow.parentRunId = "x"'],
    ["metrics.loss/val-1 <> 3 and tag.x != 'y'", '(metric:loss/val-1 != 3 & tag:x != "y")'],
    ['run_id IN (\'a\', "b")', 'attribute:id IN ["a","b"]'],
    ["attributes.run_id NOT IN ('a',)", 'attribute:id NOT IN ["a"]'],
    ['params.x IS NOT NULL', 'param:x IS NOT NULL null'],
    ["`run name` = 'it''s'", 'attribute:name = "it\'s"'],
    ["datasets.digest = 'd'", 'dataset:digest = "d"'],
    ['start_time >= 5', 'attribute:started >= 5'],
    ['', '()']
  ])('%s is read by both grammars', (text, expected) => {
    expect(short(parseFilter(text, runSearch))).toBe(expected);
    expect(short(parseFilter(text, mlflowRunSearch))).toBe(expected);
  });

  it.each([
    ["status = 'failed' OR NOT (params.a = 'b' AND metrics.c > 1)", 'a | !(b & c)'],
    ["(status = 'failed' or status = 'killed') and metrics.c > 1", '(a | b) & c']
  ])('%s binds NOT before AND before OR', (text, shape) => {
    const filter = parseFilter(text, runSearch);
    const letters = short(filter)
      .replace(/^\((.*)\)$/, '$1')
      .replaceAll(/(attribute|param|metric):[^&|)]*[^&|) ]/g, '#');
    expect(letters).toBe(shape.replaceAll(/[abc]/g, '#'));
    expect(problemOf(() => parseFilter(text, mlflowRunSearch)).message).toContain('MLflow');
  });

  it('reads dates, durations and the numbers that JSON cannot write', () => {
    const valueOf = (text: string) => (parseFilter(text, runSearch) as Comparison).value;
    expect(valueOf("started > '2026-11-25'")).toBe(Date.UTC(2026, 10, 25));
    expect(valueOf("started > '2026-11-25T10:30+01:00'")).toBe(Date.UTC(2026, 10, 25, 9, 30));
    expect(valueOf("duration > '1.5h'")).toBe(5_400_000);
    expect(valueOf('metrics.loss = NaN')).toBe(NaN);
    expect(valueOf('metrics.loss > -Infinity')).toBe(-Infinity);
    expect(problemOf(() => parseFilter('metrics.loss = NaN', mlflowRunSearch)).at.offset).toBe(15);
  });

  it.each([
    ['metrics.auc >', 13, 0, 'Expected a number after “>” at column 14'],
    ["metrics.auc > 'x'", 14, 3, "Expected a number after “>”, but found “'x'” at column 15"],
    ['params.model = 5', 15, 1, 'Expected a text in quotes after “=”'],
    ["params.a = 'x", 11, 2, 'not closed'],
    ["params.a > 'x'", 9, 1, '“params.a” cannot be compared with “>”'],
    ['metrics. > 1', 8, 0, 'Expected a name after “metrics.”'],
    ['metrix.auc > 1', 0, 10, 'knows no “metrix.”'],
    ['color = 1', 0, 5, 'knows no attribute “color”'],
    ['metrics.a = 1 metrics.b = 2', 14, 9, 'Expected “AND”, “OR” or the end'],
    ['metrics.a = 1 AND', 17, 0, 'Expected “metrics.<name>”'],
    ['(metrics.a = 1', 14, 0, 'Expected “)” for the bracket at column 1'],
    ['metrics.a ~ 1', 10, 1, 'Unexpected “~”'],
    ["id IN ('a' 'b')", 11, 3, 'Expected “,” or “)”'],
    ["params.a NOT LIKE 'b'", 13, 4, 'Expected “NOT IN”'],
    ["datasets.size = 'b'", 0, 13, 'Expected one of name, digest, context'],
    ["started > 'monday'", 10, 8, 'Expected a time']
  ])('%s is refused, and the place is named', (text, offset, length, message) => {
    const problem = problemOf(() => parseFilter(text, runSearch));
    expect(problem.at).toEqual({ offset, length });
    expect(problem.message).toContain(message);
  });

  it('is refused when it is too deep or too long to mean anything', () => {
    const deep = '('.repeat(5_000) + 'metrics.a = 1' + ')'.repeat(5_000);
    expect(problemOf(() => parseFilter(deep, runSearch)).message).toContain('brackets');
    const long = Array.from({ length: 101 }, () => 'metrics.a = 1').join(' AND ');
    expect(problemOf(() => parseFilter(long, runSearch)).message).toContain('comparisons');
  });
});

describe('an order', () => {
  it('has one or more keys', () => {
    expect(parseOrder('metrics.auc DESC, params.`a b`, start_time asc', runSearch)).toEqual([
      { field: { kind: 'metric', key: 'auc' }, descending: true },
      { field: { kind: 'param', key: 'a b' }, descending: false },
      { field: { kind: 'attribute', key: 'started' }, descending: false }
    ]);
  });

  it.each([
    ['metrics.auc, metrics.auc DESC', 'stands twice'],
    ['created, attributes.start_time', 'stands twice'],
    ['datasets.name', 'cannot order by'],
    ['metrics.auc UP', 'Expected “ASC”'],
    ['', 'Expected “metrics.<name>”'],
    ['metrics.auc,', 'Expected “metrics.<name>”']
  ])('%s is refused', (text, message) => {
    expect(problemOf(() => parseOrder(text, runSearch)).message).toContain(message);
  });
});

describe('completion', () => {
  const at = (text: string) => {
    const { from, keys, options } = completionsAt(runSearch, text, text.length);
    return { from, keys, texts: options.map(option => option.text) };
  };

  it('offers groups and attributes where a field is expected', () => {
    expect(at('').texts).toEqual(expect.arrayContaining(['metrics.', 'params.', 'status']));
    expect(at("status = 'failed' AND st").texts).toEqual(['status', 'started']);
    expect(at('NOT (du').texts).toEqual(['duration']);
  });

  it('asks for the names that only the server knows', () => {
    expect(at('metrics.au')).toEqual({
      from: 0,
      keys: { kind: 'metric', prefix: 'au' },
      texts: []
    });
    expect(at("tags.x = '1' and param.`my k")).toEqual({
      from: 17,
      keys: { kind: 'param', prefix: 'my k' },
      texts: []
    });
    expect(at('datasets.').texts).toEqual(['datasets.name', 'datasets.digest', 'datasets.context']);
  });

  it('offers operators, values and connectors in their places', () => {
    expect(at('metrics.auc ').texts).toEqual(expect.arrayContaining(['>', '<=', 'IS NULL']));
    expect(at('metrics.auc ').texts).not.toContain('LIKE');
    expect(at("status = 'f").texts).toEqual(["'finished'", "'failed'"]);
    expect(at("status IN ('failed', ").texts).toContain("'killed'");
    expect(at('metrics.auc > 1 ').texts).toEqual(['AND', 'OR']);
    expect(at('params.a IS NULL ').texts).toEqual(['AND', 'OR']);
    expect(at('metrics.auc 7 7 7').texts).toEqual([]);
  });

  it('writes names and texts so that they are read back', () => {
    for (const key of ['auc', 'a b', 'x`y', '.hidden', 'val/loss-1', '"']) {
      const filter = parseFilter(`${writeField('tag', key)} = ${writeText("it's")}`, runSearch);
      expect(filter).toMatchObject({ field: { kind: 'tag', key }, value: "it's" });
    }
  });
});
