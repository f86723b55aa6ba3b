import { Duplex, duplexPair } from 'node:stream';

/** Two ends of a connection in this process that do as sockets do: what was written may be used again once its callback was called. */
export function socketPair(): readonly [Duplex, Duplex] {
  const [one, other] = duplexPair();
  return [copying(one), copying(other)];
}

function copying(end: Duplex): Duplex {
  const outer = new Duplex({
    read: () => end.resume(),
    write: (chunk: Buffer, _encoding, done) => void end.write(Buffer.from(chunk), done),
    final: (done) => void end.end(done),
    destroy: (error, done) => {
      end.destroy(error ?? undefined);
      done(error);
    },
  });
  end.on('data', (chunk: Buffer) => {
    if (!outer.push(chunk)) end.pause();
  });
  end.once('end', () => outer.push(null));
  end.once('error', (error) => outer.destroy(error));
  end.once('close', () => outer.destroy());
  return outer;
}
