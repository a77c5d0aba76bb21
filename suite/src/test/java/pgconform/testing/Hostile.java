package pgconform.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CommandComplete;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;
import pgconform.wire.FrontendMessage;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/**
 * A server drawn from a seed: it answers for a while as a server may, and then does whatever comes
 * to mind. The same seed makes the same server, as far as its clients do the same.
 */
public final class Hostile implements Script {
  private final long seed;
  private final double malice;
  private final AtomicInteger connections = new AtomicInteger();

  /** The server of a seed. */
  public Hostile(long seed) {
    this.seed = seed;
    // Some break down at once, others only after thousands of messages.
    this.malice = Math.pow(10, -3 * new Random(seed).nextDouble());
  }

  @Override
  public void serve(Peer peer) throws IOException {
    Random random = new Random(seed * 31 + connections.incrementAndGet());
    for (FrontendMessage message = peer.next(); message != null; message = peer.next()) {
      if (random.nextDouble() < malice) {
        harm(peer, random);
      } else if (message instanceof SSLRequest || message instanceof GSSENCRequest) {
        peer.send(new EncryptionResponse('N'));
      } else if (message instanceof StartupMessage) {
        peer.send(
            new AuthenticationOk(),
            new ParameterStatus("server_version", "18.0"),
            new BackendKeyData(connections.get(), noise(random, 4)),
            new ReadyForQuery('I'));
      } else if (message instanceof CancelRequest || message instanceof Terminate) {
        return;
      } else {
        peer.send(answer(random));
      }
    }
  }

  private static BackendMessage[] answer(Random random) {
    List<BackendMessage> messages = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      messages.add(Rows.error("ERROR", "42601", "no"));
    } else {
      messages.add(new CommandComplete("SET"));
    }
    messages.add(new ReadyForQuery('I'));
    return messages.toArray(BackendMessage[]::new);
  }

  /** Does one of the things that no server does. */
  private static void harm(Peer peer, Random random) throws IOException {
    switch (random.nextInt(12)) {
      case 0 -> peer.awaitEnd();
      case 1 -> peer.send(noise(random, 1 + random.nextInt(5_000)));
      case 2 -> peer.send(Bytes.ofHex("44 7fffffff 0001"));
      case 3 -> peer.send(Bytes.ofHex("44 00000002"));
      case 4 -> peer.reset();
      case 5 -> peer.fin();
      case 6 -> peer.sendForever(manyFields());
      case 7 -> peer.sendForever(new ParameterStatus("a", "b".repeat(1_000)).encode());
      case 8 -> peer.send(escapes());
      case 9 -> peer.send(Bytes.ofHex("54 00000006 ffff"));
      case 10 -> peer.sendForever(noise(random, 4_096));
      default -> peer.send(new ReadyForQuery('I'), new AuthenticationOk());
    }
  }

  private static Bytes noise(Random random, int size) {
    byte[] octets = new byte[size];
    random.nextBytes(octets);
    return Bytes.of(octets);
  }

  private static Bytes manyFields() {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      fields.add(new Field('H', "x"));
    }
    return new NoticeResponse(fields).encode();
  }

  private static ErrorResponse escapes() {
    return new ErrorResponse(
        List.of(
            new Field('S', "FATAL"),
            new Field('C', "\u001b[2J"),
            new Field('M', "\n::error title=owned::\u202e]]><script>alert(1)</script>\r\n")));
  }

  /** What is wrong with a text that was printed; empty if nothing is. */
  public static Optional<String> unprintable(String text) {
    return text.codePoints()
        .filter(c -> (c < ' ' && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0x202e)
        .mapToObj("a character %04x was printed"::formatted)
        .findFirst();
  }
}
