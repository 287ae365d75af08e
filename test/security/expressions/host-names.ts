// Names of the host: nothing of Node or of a browser may be reachable by name.
import type { Payloads } from './payload.ts';

const names =
  'process global globalThis window self document frames parent top Function Object Array String Number Boolean Symbol BigInt Proxy Reflect Promise Date RegExp Error Math JSON Map Set WeakMap WeakRef FinalizationRegistry Atomics SharedArrayBuffer ArrayBuffer Buffer WebAssembly Intl eval require module exports __filename __dirname fetch XMLHttpRequest WebSocket Worker setTimeout setImmediate setInterval queueMicrotask structuredClone console performance crypto navigator location localStorage Deno Bun Java Packages load print escape unescape';

export const hostNames: Payloads = {
  class: 'names of the host',
  refused: [
    ...names.split(' '),
    'process.env.VAULTFLOW_TOKEN',
    'process.mainModule.require("child_process").execSync("id")',
    'process.binding("fs")',
    'process.exit(1)',
    'process.kill(process.pid)',
    'require("fs").readFileSync("/etc/passwd")',
    'global.process.env',
    'globalThis["process"]',
    'Function("return process")()',
    'eval("process")',
    'fetch("http://169.254.169.254/metadata/instance")',
    'setTimeout("process.exit(1)", 1)',
    'Error().stack',
    'Error.captureStackTrace({})',
    'Error.prepareStackTrace',
    'WebAssembly.Module',
    'Buffer.allocUnsafe(1000)',
    'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    'document.cookie',
    'exec("id")',
    'execSync("id")',
    'readFile("/etc/passwd")',
    'env("HOME")',
    'getenv("HOME")',
    'parameters("x")',
    'workflow().name',
    'secrets.azure',
    'connections.azure',
    'connection.clientSecret',
    '$env.HOME',
    '$json.a',
    '$node["x"]',
    '$("x").item',
    '_.template("x")',
    'jmespath.search',
  ],
  nothing: ['undefined', 'undefined.constructor2', '[undefined][0]'],
};
