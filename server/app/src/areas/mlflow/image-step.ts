/** The step that `mlflow.log_image(key=…, step=…)` writes into the name of its file. */
export function stepOf(path: string): number | null {
  const step = /^images\/[^/]*[+%]step[+%](\d{1,15})[+%]timestamp/.exec(path)?.[1];
  return step === undefined ? null : Number(step);
}
