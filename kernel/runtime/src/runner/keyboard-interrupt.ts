/** Thrown in a cell that the user interrupts. */
export class KeyboardInterrupt extends Error {
  override readonly name = 'KeyboardInterrupt';
  constructor(message = 'The cell was interrupted.') {
    super(message);
  }
}
