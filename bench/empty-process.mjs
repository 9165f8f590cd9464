// The floor: a Node process that answers whatever comes first, without looking at it.
process.stdin.once('data', () => {
  process.stdout.write('{"jsonrpc":"2.0","id":1,"result":{}}\n');
});
