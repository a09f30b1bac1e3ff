/** jsdom, with the web interfaces given back that Node has and jsdom hides. */
const { TestEnvironment } = require('jest-environment-jsdom');

const RESTORED = [
  'fetch',
  'Headers',
  'Request',
  'Response',
  'TextEncoder',
  'TextDecoder',
  'ReadableStream',
  'TransformStream',
  'structuredClone',
  'BroadcastChannel'
];

module.exports = class BrowserEnvironment extends TestEnvironment {
  constructor(...args) {
    super(...args);
    for (const name of RESTORED) {
      this.global[name] ??= globalThis[name];
    }
  }
};
