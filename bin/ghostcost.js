#!/usr/bin/env node
import module from 'node:module';
import v8 from 'node:v8';

// V8 in Node 20 optimises so early that most runs are over before it pays; long sweeps still get optimised code
if (process.versions.node.startsWith('20.')) v8.setFlagsFromString('--interrupt-budget=500000');
// from Node 22 on, what was compiled once is kept for the next start
module.enableCompileCache?.();
await import('../dist/cli.js');
