/**
 * What a spreadsheet takes for the start of a formula: `=`, `+`, `-`, `@`, their full-width forms, and white space that
 * some drop before they look.
 */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Guards the text of a CSV cell: a spreadsheet shows what would be a formula, behind an apostrophe, and runs nothing. */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
