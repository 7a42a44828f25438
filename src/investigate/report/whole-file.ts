import type { HostCase, PlantedFile } from '../case.js';

/** The temporary files and backups of a file. */
export function partsOf(file: PlantedFile, { files }: HostCase): readonly PlantedFile[] {
  return files.filter((part) => part !== file && wholeOf(part, files) === file);
}

/** The file that a file is part of, in the end: itself if it is of none, or of no file that is in the case. */
export function wholeOf(file: PlantedFile, files: readonly PlantedFile[]): PlantedFile {
  let whole = file;
  for (const _ of files) {
    const next = files.find(({ path }) => path === whole.partOf);
    if (next === undefined) return whole;
    whole = next;
  }
  // They are part of each other.
  return file;
}
