package pgconform.pooler;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntPredicate;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;

/** The keys that a pooler gives to its clients. */
final class ClientKeys {
  private final PoolerFault fault;
  private final SecureRandom random = new SecureRandom();
  private final Deque<BackendKeyData> left = new ArrayDeque<>();
  private int counter;

  ClientKeys(PoolerFault fault) {
    this.fault = fault;
  }

  /**
   * Returns the key of a new client.
   *
   * @param negotiated the version of the protocol that this client and the pooler speak
   * @param taken whether another client has this process ID
   */
  BackendKeyData next(ProtocolVersion negotiated, IntPredicate taken) {
    if (fault == PoolerFault.TAKES_ONE_KEY_FOR_ALL) {
      return new BackendKeyData(1, Bytes.ofText("key"));
    } else if (fault == PoolerFault.COUNTS_KEYS) {
      counter++;
      return new BackendKeyData(counter, Bytes.of(new byte[] {0, 0, 0, (byte) counter}));
    } else if (!left.isEmpty()) {
      return left.poll();
    }
    byte[] secret = new byte[size(negotiated)];
    random.nextBytes(secret);
    int processId = random.nextInt(1, Integer.MAX_VALUE);
    while (taken.test(processId)) {
      processId = random.nextInt(1, Integer.MAX_VALUE);
    }
    return new BackendKeyData(processId, Bytes.of(secret));
  }

  private int size(ProtocolVersion negotiated) {
    if (negotiated.equals(ProtocolVersion.V3_0)) {
      return 4;
    }
    return fault == PoolerFault.USES_UP_KEYS ? 256 : 12;
  }

  /** Has the key of a client who has gone given to the next one. */
  void giveAgain(BackendKeyData key) {
    left.add(key);
  }
}
