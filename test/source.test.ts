import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './e2e/run.js';

/** The layers of the source. Each imports only from itself and the layers before it. */
const layers = [
  'json',
  'io',
  'event',
  'export',
  'rule',
  'lead',
  'filter',
  'input',
  'scan',
  'report',
  'explain',
  'investigate',
  'merge',
  'cli',
  'command',
] as const;

const order: readonly string[] = layers;

/** The files above all layers. */
const entries = ['main', 'binary', 'worker', 'judges', 'index'];

/** Files that may have more than 300 lines. Their first line gives the reason. */
const longFiles = ['scan/json-values.ts', 'scan/lines.ts'];

const source = path.join(root, 'src');

/** The source files, without the kernels, which are not TypeScript. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('/assembly/'))
  .sort();

const textOf = (file: string): string => readFileSync(path.join(source, file), 'utf8');

/** A file's layer; undefined for the files above all layers. */
function layerOf(file: string): string | undefined {
  return file.includes('/') ? file.split('/')[0] : undefined;
}

/** The files that a file imports, re-exports or loads dynamically. */
function importsOf(file: string): string[] {
  const specifiers = textOf(file).matchAll(/(?:\bfrom |\bimport\(|^import )'(\.[^']*)'/gm);
  return [...specifiers].map(([, specifier = '']) =>
    path.join(path.dirname(file), specifier).replace(/\.js$/, '.ts'),
  );
}

/** Whether a layer may import from another one. */
function mayImport(from: string, to: string | undefined): boolean {
  const commands: readonly (string | undefined)[] = ['explain', 'investigate', 'merge'];
  if (commands.includes(from) && commands.includes(to)) return from === to;
  return to !== undefined && order.indexOf(to) <= order.indexOf(from);
}

describe('the layers', () => {
  test('are all directories of the source, with only the entry points above them', () => {
    const present = readdirSync(source, { withFileTypes: true });
    const directories = present.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const others = present.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(directories.sort()).toEqual([...layers].sort());
    expect(others.sort()).toEqual(entries.map((name) => `${name}.ts`).sort());
  });

  test('import only from earlier layers', () => {
    const upward = files.flatMap((file) => {
      const layer = layerOf(file);
      const imported = layer === undefined ? [] : importsOf(file);
      return imported
        .filter((other) => layer !== undefined && !mayImport(layer, layerOf(other)))
        .map((other) => `${file} imports ${other}`);
    });
    expect(upward).toEqual([]);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(500);
  });

  test('are the same as in the linter’s configuration', () => {
    interface Override {
      readonly includes: readonly string[];
      readonly linter: { readonly rules: { readonly style: Record<string, unknown> } };
    }
    const { overrides } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8')) as {
      readonly overrides: readonly Override[];
    };
    const restricted = overrides
      .map(({ includes, linter }) => ({ includes, rule: linter.rules.style.noRestrictedImports }))
      .filter(({ rule }) => rule !== undefined);
    expect(restricted).toEqual(
      layers.map((layer) => ({
        includes: [`src/${layer}/**`],
        rule: {
          level: 'error',
          options: {
            patterns: [
              {
                group: [
                  ...layers.filter((other) => !mayImport(layer, other)).map((l) => `**/${l}/**`),
                  ...entries.map((name) => `**/${name}.js`),
                ],
                message: `${layer} is below these layers.`,
              },
            ],
          },
        },
      })),
    );
  });
});

describe('a source file', () => {
  test('has at most 300 lines, unless its first line gives a reason', () => {
    const long = files.filter((file) => textOf(file).split('\n').length > 301);
    expect(long).toEqual(longFiles);
    for (const file of long) {
      expect(textOf(file)).toMatch(
        /^\/\/ biome-ignore-all lint\/style\/noExcessiveLinesPerFile: ./,
      );
    }
  });

  test('does not declare a type with the name of another one', () => {
    const declaration = /^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm;
    const names = files.flatMap((file) =>
      [...textOf(file).matchAll(declaration)].map(([, name = '']) => name),
    );
    const duplicates = names.filter((name, at) => names.indexOf(name) < at);
    expect(duplicates).toEqual([]);
  });
});
