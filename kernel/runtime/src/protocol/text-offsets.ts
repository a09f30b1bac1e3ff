/** The protocol counts characters of Unicode, JavaScript counts UTF-16 units. */

/** Offset in UTF-16 units of the character number `characters`. */
export function toUnits(text: string, characters: number): number {
  let units = 0;
  let left = characters;
  for (const character of text) {
    if (left-- <= 0) break;
    units += character.length;
  }
  return units;
}

/** Number of the character at an offset in UTF-16 units. */
export function toCharacters(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
