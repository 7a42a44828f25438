import { getRawAsset } from 'node:sea';
import { isMainThread } from 'node:worker_threads';
import { embedAssets } from './io/assets.js';
import { judges } from './judges.js';
import { main } from './main.js';
import { runWorker } from './scan/worker-loop.js';

// The entry point of the program as one file, and of its worker threads.
embedAssets((name) => new Uint8Array(getRawAsset(name) as ArrayBuffer));
if (isMainThread) {
  // The exit code if main never finishes: it must not look like the result of a scan.
  let code = 70;
  process.on('exit', () => {
    process.exitCode = code;
  });
  void main(process.argv.slice(2)).then((result) => {
    code = result;
  });
} else {
  void runWorker(judges.make);
}
