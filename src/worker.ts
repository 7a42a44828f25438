import { judges } from './judges.js';
import { runWorker } from './scan/worker-loop.js';

// The entry point of worker threads.
void runWorker(judges.make);
