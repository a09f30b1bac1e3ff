/** Thrown in a cell that the user interrupts. */
export class KeyboardInterrupt extends Error {
  override readonly name = 'KeyboardInterrupt';
  constructor(message = 'The cell was interrupted.') {
    super(message);
    // V8 writes the trace before the name is known.
    this.stack = this.stack?.replace(/^Error/, 'KeyboardInterrupt');
  }
}
