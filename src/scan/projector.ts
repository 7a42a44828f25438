import { endpointFields } from '../event/endpoint.js';
import { Projection } from '../event/projection.js';
import type { EventDocument } from '../export/document.js';
import { interpretProjection, type ProjectedObject } from '../export/interpret.js';
import { discriminatingKeys, hitMembers } from '../export/shapes.js';
import type { ProjectionEdge, ProjectionTree, ScanKernel } from './kernel/scan-kernel.js';
import type { CandidateLine } from './lines.js';

/** A node's edges by their words, while the tree is built. */
type GrowingNode = Map<string, ProjectionEdge>;

const plainString = 's';
const newline = '\n';

/** Reads events on lines in a kernel's memory by projecting them, so that most of an event is never parsed. */
export class Projector {
  readonly #kernel: ScanKernel;
  readonly #fields: readonly string[];
  readonly #fieldSet: ReadonlySet<string>;
  /** The names for the numbers in a projection, those of the fields first. */
  readonly #names: readonly string[];

  /** @param fields the names of the fields to project, besides those that identify events. */
  constructor(kernel: ScanKernel, fields: readonly string[]) {
    this.#kernel = kernel;
    this.#fields = [...new Set([...fields, ...endpointFields.map(({ name }) => name)])];
    this.#fieldSet = new Set(this.#fields);
    this.#names = [...this.#fields, ...Object.values(hitMembers), ...discriminatingKeys];
    kernel.setProjection(treeOf(this.#fields, this.#names));
  }

  /** The document on a line; undefined if the whole line has to be parsed to find out what it holds. */
  read({ start, end, isTerminated }: CandidateLine): EventDocument | undefined {
    const text = isTerminated ? this.#kernel.project(start, end) : undefined;
    const object = text === undefined ? undefined : this.#objectOf(text);
    return object && interpretProjection(object);
  }

  /** Parses the text of a projection; undefined if it has two indices or ids, or one that is not a plain string. */
  #objectOf(text: string): ProjectedObject | undefined {
    const names: string[] = [];
    const values: string[] = [];
    const discriminating: string[] = [];
    let isHit = false;
    let index: string | undefined;
    let id: string | undefined;
    for (let at = 0; at < text.length; ) {
      const number = text.charCodeAt(at) - 32;
      const stop = text.indexOf(newline, at);
      const raw = text.slice(at + 2, stop);
      const isPlain = text[at + 1] === plainString;
      const name = this.#names[number] ?? '';
      at = stop + 1;
      if (number < this.#fields.length) {
        names.push(name);
        values.push(isPlain ? raw : String(JSON.parse(raw)));
      } else if (name === hitMembers.event) isHit = true;
      else if (name === hitMembers.index) {
        if (index !== undefined || !isPlain) return undefined;
        index = raw;
      } else if (name === hitMembers.id) {
        if (id !== undefined || !isPlain) return undefined;
        id = raw;
      } else discriminating.push(name);
    }
    const event = new Projection(this.#fieldSet, names, values);
    return { event, isHit, index, id, discriminating };
  }
}

/** The names as a tree, whose first node is a line's object and whose second is the event in a hit. */
function treeOf(fields: readonly string[], names: readonly string[]): ProjectionTree {
  const root: GrowingNode = new Map();
  const event: GrowingNode = new Map();
  const leaf: GrowingNode = new Map();
  const nodes = [root, event, leaf];
  const leafNumber = nodes.indexOf(leaf);
  for (const name of fields) {
    let node = event;
    const words = name.split('.');
    for (const word of words.slice(0, -1)) {
      const edge = node.get(word);
      const number = edge?.node ?? nodes.push(new Map()) - 1;
      node.set(word, edge ?? { word, node: number, action: 'pass', field: 0 });
      node = nodes[number] ?? leaf;
    }
    const word = words.at(-1) ?? '';
    node.set(word, { word, node: leafNumber, action: 'field', field: names.indexOf(name) });
  }
  for (const edge of event.values()) root.set(edge.word, edge);
  const add = (word: string, action: ProjectionEdge['action']): void => {
    root.set(word, { word, node: leafNumber, action, field: names.indexOf(word) });
  };
  add(hitMembers.event, 'event');
  add(hitMembers.index, 'hitField');
  add(hitMembers.id, 'hitField');
  for (const key of discriminatingKeys) add(key, 'presence');
  return nodes.map((node) => [...node.values()]);
}
