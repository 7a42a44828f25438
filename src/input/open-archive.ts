import type { ArchiveFormat, ArchiveItem } from './archive.js';
import type { Chunks } from './input.js';

/** Opens an archive and reads it item by item. */
export async function openArchive(
  format: ArchiveFormat,
  chunks: Chunks,
): Promise<AsyncIterable<ArchiveItem>> {
  return format === 'tar'
    ? (await import('./tar.js')).readTar(chunks)
    : (await import('./zip.js')).readZip(chunks);
}
