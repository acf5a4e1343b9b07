// A fan-out server as one writes it with ws and redis from npm: every event of a Redis channel goes to every client that has
// sent its first message. No token is checked and nobody's permissions are known, so it does less than Carillon does.
//
//   node server.js PORT REDIS_PORT
//
// Each event is framed once by ws's own Sender, and the frame is written to every client's socket: client.send() would frame
// it anew for each, and carries about four fifths of this.
'use strict';

const { createClient } = require('redis');
const { Sender, WebSocket, WebSocketServer } = require('ws');

const [port, redisPort] = process.argv.slice(2);
const clients = new Set();

function sendToAll(event) {
  const frame = Buffer.concat(Sender.frame(event, { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false }));
  for (const client of clients) {
    if (client.readyState === WebSocket.OPEN) client._socket.write(frame);
  }
}

async function main() {
  const redis = createClient({ url: `redis://127.0.0.1:${redisPort}/1` });
  await redis.connect();
  await redis.subscribe('events', sendToAll, true); // true: as a buffer
  const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), backlog: 4096, perMessageDeflate: false });
  server.on('connection', (client) => {
    client.once('message', () => clients.add(client));
    client.on('close', () => clients.delete(client));
    client.on('error', () => client.terminate());
  });
}

main();
