/** What jsdom lacks and the Jupyter packages touch while they load. */
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver ??= Observer;
// nothing has a place here: everything is in sight
window.IntersectionObserver ??= class extends Observer {
  constructor(callback) {
    super();
    this.callback = callback;
  }
  observe(target) {
    this.callback([{ target, isIntersecting: true }], this);
  }
};
Element.prototype.scrollIntoView ??= () => {};
window.DragEvent ??= class extends Event {};
window.matchMedia ??= () => ({
  matches: false,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {}
});
const box = () => ({ x: 0, y: 0, width: 0, height: 0, top: 0, left: 0, right: 0, bottom: 0 });
Range.prototype.getBoundingClientRect ??= box;
Range.prototype.getClientRects ??= () => [];
window.requestIdleCallback ??= callback =>
  setTimeout(() => callback({ didTimeout: false, timeRemaining: () => 1 }), 0);
window.cancelIdleCallback ??= handle => clearTimeout(handle);
