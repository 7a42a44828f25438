// Part of the build: takes the WebAssembly module out of zstddec, whose own functions do not report what is wrong with
// the data, or where.
const fs = require('node:fs');
const path = require('node:path');

const code = fs.readFileSync(require.resolve('zstddec/stream'), 'utf8');
const modules = [...code.matchAll(/"(AGFzb[A-Za-z0-9+/]+=*)"/g)];
if (modules.length !== 1) throw new Error(`zstddec has ${modules.length} modules`);
const target = path.join(__dirname, '../dist/input/zstd.wasm');
fs.writeFileSync(target, Buffer.from(modules[0][1], 'base64'));
