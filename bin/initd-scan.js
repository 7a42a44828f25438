#!/usr/bin/env node
const path = require('node:path');
require('./compiled.js').load(path.join(__dirname, '../bundle/scan.js'));
require('../bundle/main.js').runProcess();
