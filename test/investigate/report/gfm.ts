import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** Parses GitHub-flavored Markdown. */
export function parsed(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** A document's nodes, each before its children. */
export function nodesOf(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(nodesOf) : [])];
}

/** A document's structure: the types of its nodes, with the levels of headings. */
export function structureOf(node: Nodes): unknown {
  const type = node.type === 'heading' ? `heading ${node.depth}` : node.type;
  return 'children' in node ? [type, node.children.map(structureOf)] : type;
}

/** The text in code, in spans and in blocks. */
export function codeOf(node: Nodes): string[] {
  return nodesOf(node).flatMap((one) =>
    one.type === 'inlineCode' || one.type === 'code' ? [one.value] : [],
  );
}

/** The text outside of code. */
export function proseOf(node: Nodes): string {
  return nodesOf(node)
    .flatMap((one) => (one.type === 'text' ? [one.value] : []))
    .join('\n');
}
