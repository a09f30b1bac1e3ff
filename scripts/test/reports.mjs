/** What a run of tests says of itself: how many, and the names of those that failed. */

/** Jest's `--json`. A suite that could not be loaded counts as one failed test. */
export function readJest(text) {
  const report = JSON.parse(text);
  const failures = report.testResults.flatMap(suite => {
    const failed = suite.assertionResults.filter(test => test.status === 'failed');
    const unloaded = suite.status === 'failed' && failed.length === 0;
    return unloaded ? [`${suite.name} could not be run`] : failed.map(test => test.fullName);
  });
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures
  };
}

const attribute = (element, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1];

/** JUnit's XML, as pytest and Playwright write it. */
export function readJunit(text) {
  const cases = text.split('<testcase ').slice(1);
  const failed = cases.filter(each => /<(failure|error)\b/.test(each));
  const skipped = cases.filter(each => /<skipped\b/.test(each));
  return {
    passed: cases.length - failed.length - skipped.length,
    failed: failed.length,
    skipped: skipped.length,
    failures: failed.map(each => attribute(each, 'name') ?? '?')
  };
}
