import { getRawAsset } from 'node:sea';
import { isMainThread } from 'node:worker_threads';
import { embedAssets } from './io/assets.js';
import { judges } from './judges.js';
import { runProcess } from './main.js';
import { runWorker } from './scan/worker-loop.js';

// The entry point of the program as one file, and of its worker threads.
embedAssets((name) => new Uint8Array(getRawAsset(name) as ArrayBuffer));
if (isMainThread) runProcess();
else void runWorker(judges.make);
