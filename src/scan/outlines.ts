import {
  type EventDocument,
  hitParts,
  type Outlined,
  readOutline,
  tellingKeys,
} from '../event/documents.js';
import { endpointFields } from '../event/event.js';
import { Outline } from '../event/outline.js';
import { clauses } from '../rule/predicate.js';
import type { Act, Kernel, OutlineEdge } from './kernel/kernel.js';
import type { CandidateLine } from './lines.js';

/** The fields that an outline tells: those that the rule reads, and that tell what an event is. */
const fields: readonly string[] = [
  ...new Set(
    [
      ...clauses.flatMap(({ conditions }) => conditions.map(({ field }) => field)),
      ...endpointFields,
    ].map(({ name }) => name),
  ),
];

const known: ReadonlySet<string> = new Set(fields);

/** What the numbers in an outline stand for. */
const names: readonly string[] = [...fields, ...Object.values(hitParts), ...tellingKeys];

/** A node's edges by their words, while the tree grows. */
type Node = Map<string, OutlineEdge>;

/** The names as a tree: at its root a line's object, then the event in a hit. */
function treeOf(): readonly (readonly OutlineEdge[])[] {
  const root: Node = new Map();
  const event: Node = new Map();
  const leaf: Node = new Map();
  const nodes = [root, event, leaf];
  const leafNumber = nodes.indexOf(leaf);
  for (const name of fields) {
    let node = event;
    const words = name.split('.');
    for (const word of words.slice(0, -1)) {
      const edge = node.get(word);
      const number = edge?.node ?? nodes.push(new Map()) - 1;
      node.set(word, edge ?? { word, node: number, act: 'pass', field: 0 });
      node = nodes[number] ?? leaf;
    }
    const word = words.at(-1) ?? '';
    node.set(word, { word, node: leafNumber, act: 'field', field: names.indexOf(name) });
  }
  for (const edge of event.values()) root.set(edge.word, edge);
  const add = (word: string, act: Act): void => {
    root.set(word, { word, node: leafNumber, act, field: names.indexOf(word) });
  };
  add(hitParts.event, 'enter');
  add(hitParts.index, 'beside');
  add(hitParts.id, 'beside');
  for (const key of tellingKeys) add(key, 'mark');
  return nodes.map((node) => [...node.values()]);
}

const plain = 's';
const newline = '\n';

/** Reads the events on lines in a kernel's memory by their outlines: most of an event is then never parsed. */
export class Outlines {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    kernel.keep(treeOf());
  }

  /**
   * The event on a line, with those fields at least that the scan reads; undefined where the line has to be parsed as a
   * whole to tell what it holds.
   */
  read({ start, end, terminated }: CandidateLine): EventDocument | undefined {
    const text = terminated ? this.#kernel.outline(start, end) : undefined;
    const outlined = text === undefined ? undefined : parse(text);
    return outlined && readOutline(outlined);
  }
}

/** Takes an outline apart; undefined where it says something twice that there can be only once. */
function parse(text: string): Outlined | undefined {
  const found: string[] = [];
  const values: string[] = [];
  const telling: string[] = [];
  let isHit = false;
  let index: string | undefined;
  let id: string | undefined;
  for (let at = 0; at < text.length; ) {
    const number = text.charCodeAt(at) - 32;
    const stop = text.indexOf(newline, at);
    const raw = text.slice(at + 2, stop);
    const isPlain = text[at + 1] === plain;
    const name = names[number] ?? '';
    at = stop + 1;
    if (number < fields.length) {
      found.push(name);
      values.push(isPlain ? raw : String(JSON.parse(raw)));
    } else if (name === hitParts.event) isHit = true;
    else if (name === hitParts.index) {
      if (index !== undefined || !isPlain) return undefined;
      index = raw;
    } else if (name === hitParts.id) {
      if (id !== undefined || !isPlain) return undefined;
      id = raw;
    } else telling.push(name);
  }
  return {
    event: new Outline(known, found, values),
    isHit,
    telling,
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
  };
}
