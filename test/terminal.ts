import type { Io, Output } from '#dist/io/process.js';
import { main } from '#dist/main.js';

/** The width of the terminal, in characters. */
const columns = 100;

/** The picture in pixels: the size of a character, the height of a line, and what is left free around the text. */
const size = { font: 14, character: 8.4, line: 20, margin: 16, bar: 28 };

/** What a Select Graphic Rendition parameter adds to the classes of text, or takes from them. */
const renditions: Readonly<Record<string, { add?: string; remove?: readonly string[] }>> = {
  '1': { add: 'bold' },
  '2': { add: 'dim' },
  '4': { add: 'underlined' },
  '24': { remove: ['underlined'] },
  '22': { remove: ['bold', 'dim'] },
  '31': { add: 'red' },
  '32': { add: 'green' },
  '33': { add: 'yellow' },
  '36': { add: 'cyan' },
  '39': { remove: ['red', 'green', 'yellow', 'cyan'] },
};

const style = `
text { font: ${size.font}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d8dee9; white-space: pre; }
.bold { font-weight: bold; }
.underlined { text-decoration: underline; }
.dim { fill: #8b949e; }
.red { fill: #ff7b72; }
.green { fill: #7ee787; }
.yellow { fill: #e3b341; }
.cyan { fill: #76e3ea; }
`;

const escapeCharacter = '\x1b';

/** An escape that sets renditions, or text up to the next escape. Another escape is one by itself. */
const part = new RegExp(
  `${escapeCharacter}\\[([\\d;]*)m|(${escapeCharacter}|[^${escapeCharacter}]+)`,
  'g',
);

/** What a command prints on a terminal, stdout and stderr as they come, with its escapes. */
export async function onTerminal(argv: readonly string[]): Promise<string> {
  let text = '';
  const output: Output = {
    isTTY: true,
    columns,
    isClosed: false,
    file: undefined,
    write(data) {
      text += typeof data === 'string' ? data : Buffer.from(data).toString();
    },
    async drain() {},
  };
  const io: Io = {
    stdin: { isTTY: true, async *open() {} },
    stdout: output,
    stderr: output,
    env: { TERM: 'xterm-256color' },
    interrupted: new AbortController().signal,
  };
  await main([...argv, '--progress', 'never'], io);
  return text;
}

/**
 * A picture, as SVG, of a terminal on which a command was typed.
 *
 * @param output what it printed, with its escapes.
 * @throws Error if there is an escape that the picture cannot show.
 */
export function terminalPicture(command: string, output: string): string {
  const rows = rowsOf(
    `${escapeCharacter}[32m$${escapeCharacter}[39m ${escapeCharacter}[1m${command}${escapeCharacter}[22m\n${output.trimEnd()}`,
  );
  const width = Math.round(columns * size.character + 2 * size.margin);
  const height = rows.length * size.line + size.bar + 2 * size.margin;
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${20 + at * 18}" cy="18" r="5" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(`$ ${command}`)}</title>`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...lights,
    ...rows.flatMap((pieces, at) => pieces.map((piece) => textOf(piece, at))),
    '</svg>\n',
  ].join('\n');
}

/** Text without a run of spaces, in one rendition, at a column of its row. */
interface Piece {
  readonly column: number;
  readonly text: string;
  readonly classes: string;
}

/** The rows of the screen: a line that is longer than one goes on in the next. */
function rowsOf(output: string): Piece[][] {
  const classes = new Set<string>();
  const rows: Piece[][] = [];
  for (const line of output.split('\n')) {
    let row: Piece[] = [];
    rows.push(row);
    let column = 0;
    for (const [, codes, shown = ''] of line.matchAll(part)) {
      if (shown === escapeCharacter)
        throw new Error(`an escape that is not shown: ${JSON.stringify(line)}`);
      for (const code of codes?.split(';') ?? []) applyRendition(code, classes);
      for (let rest = [...shown]; rest.length > 0; ) {
        if (column === columns) {
          row = [];
          rows.push(row);
          column = 0;
        }
        const here = rest.splice(0, columns - column).join('');
        for (const { 0: text, index } of here.matchAll(/\S+(?: \S+)*/g)) {
          const before = [...here.slice(0, index)].length;
          row.push({ column: column + before, text, classes: [...classes].sort().join(' ') });
        }
        column += [...here].length;
      }
    }
  }
  return rows;
}

/** A piece, stretched to its columns: each font has another width of characters. */
function textOf({ column, text, classes }: Piece, row: number): string {
  const x = (size.margin + column * size.character).toFixed(1);
  const y = size.bar + size.margin + row * size.line + size.font;
  const length = ([...text].length * size.character).toFixed(1);
  const rendition = classes === '' ? '' : ` class="${classes}"`;
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${rendition}>${escaped(text)}</text>`;
}

function applyRendition(code: string, classes: Set<string>): void {
  const rendition = renditions[code];
  if (rendition === undefined) throw new Error(`a rendition that is not shown: ${code}`);
  for (const name of rendition.remove ?? []) classes.delete(name);
  if (rendition.add !== undefined) classes.add(rendition.add);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
