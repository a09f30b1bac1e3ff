/** Where the shipped module `tslab` finds what the runner made for it. */
export const TSLAB_MODULE = Symbol.for('atelier.tslab');
