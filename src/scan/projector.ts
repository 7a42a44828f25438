import { endpointFields } from '../event/endpoint.js';
import { Projection } from '../event/projection.js';
import {
  type EventDocument,
  interpretProjection,
  type ProjectedObject,
} from '../export/document.js';
import { discriminatingKeys, hitMembers } from '../export/shapes.js';
import { defaultRule } from '../rule/revisions.js';
import type { Act, Kernel, ProjectionEdge } from './kernel/kernel.js';
import type { CandidateLine } from './lines.js';

const { clauses } = defaultRule;

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
const names: readonly string[] = [...fields, ...Object.values(hitMembers), ...discriminatingKeys];

/** A node's edges by their words, while the tree grows. */
type Node = Map<string, ProjectionEdge>;

/** The names as a tree: at its root a line's object, then the event in a hit. */
function treeOf(): readonly (readonly ProjectionEdge[])[] {
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
  add(hitMembers.event, 'enter');
  add(hitMembers.index, 'beside');
  add(hitMembers.id, 'beside');
  for (const key of discriminatingKeys) add(key, 'mark');
  return nodes.map((node) => [...node.values()]);
}

const plain = 's';

const newline = '\n';

/** Reads the events on lines in a kernel's memory by their outlines: most of an event is then never parsed. */
export class Projector {
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
    return outlined && interpretProjection(outlined);
  }
}

/** Takes an outline apart; undefined where it says something twice that there can be only once. */
function parse(text: string): ProjectedObject | undefined {
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
    } else if (name === hitMembers.event) isHit = true;
    else if (name === hitMembers.index) {
      if (index !== undefined || !isPlain) return undefined;
      index = raw;
    } else if (name === hitMembers.id) {
      if (id !== undefined || !isPlain) return undefined;
      id = raw;
    } else telling.push(name);
  }
  return {
    event: new Projection(known, found, values),
    isHit,
    telling,
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
  };
}
