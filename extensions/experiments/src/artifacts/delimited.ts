/**
 * The first rows of delimited text. A field in double quotes may hold delimiters, breaks and
 * doubled quotes (RFC 4180). `cut`: the text goes on, so its last row is not whole.
 */
export function delimitedRows(
  text: string,
  delimiter: string,
  limit: number,
  cut = false
): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = () => {
    row.push(field);
    rows.push(row);
    row = [];
    field = '';
  };
  for (let index = 0; index < text.length && rows.length < limit; index++) {
    const character = text[index];
    if (quoted) {
      if (character !== '"') {
        field += character;
      } else if (text[index + 1] === '"') {
        field += '"';
        index++;
      } else {
        quoted = false;
      }
    } else if (character === '"' && field === '') {
      quoted = true;
    } else if (character === delimiter) {
      row.push(field);
      field = '';
    } else if (character === '\n') {
      endRow();
    } else if (character !== '\r') {
      field += character;
    }
  }
  if ((field !== '' || row.length > 0) && rows.length < limit && !cut) {
    endRow();
  }
  return rows;
}
