// Loaded into a process before its own code: hosts it would look for on the internet are servers of this machine.
const net = require('node:net');

const ports = JSON.parse(process.env['SMALL_INTERNET'] ?? '{}');
const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function connectOnThisMachine(...args) {
  // Within Node the arguments come as one list that is marked as such.
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (Object.hasOwn(ports, first?.host)) {
    // What Node looks up by itself is an address already.
    Object.assign(first, { host: '127.0.0.1', port: ports[first.host], lookup: undefined });
  }
  return connect.apply(this, args);
};
