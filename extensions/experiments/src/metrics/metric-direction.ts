/** Whether a metric's higher or lower values are the better ones. */
export type MetricDirection = 'higher' | 'lower';

const LOWER =
  /(^|[^a-z])(loss|logloss|nll|error|err|rmse|mse|mae|mape|smape|mase|perplexity|ppl|brier|deviance|latency|duration|seconds|time|wer|cer|fid|divergence|regret|cost|lr)([^a-z]|$)/;

/** A guess from the metric's name: losses, errors and durations want to be low, all else high. */
export function guessDirection(key: string): MetricDirection {
  const words = key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return LOWER.test(words) ? 'lower' : 'higher';
}
