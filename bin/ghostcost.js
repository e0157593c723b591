#!/usr/bin/env node
// an older Node reads this far, and gets to say what is needed
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) start();
else {
  process.stderr.write(`error: ghostcost needs Node 20.19 or later, and this is Node ${process.versions.node}\n`);
  process.exitCode = 2;
}

async function start() {
  const [{ default: module }, { default: v8 }] = await Promise.all([import('node:module'), import('node:v8')]);
  const beside = module.createRequire(import.meta.url);
  // what is young when it dies is little: one thread collects it before others are awake
  v8.setFlagsFromString('--no-parallel-scavenge');
  if (module.enableCompileCache) {
    module.enableCompileCache();
    await beside('../dist/commands/cli.js').main();
  } else {
    // V8 in Node 20 optimises so early that most runs are over before it pays; long sweeps still get optimised code
    v8.setFlagsFromString('--interrupt-budget=2000000');
    const { load } = await import('./compiled.js');
    await load(beside.resolve('../dist/commands/cli.js')).main();
  }
}
