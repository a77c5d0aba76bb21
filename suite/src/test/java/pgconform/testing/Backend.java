package pgconform.testing;

import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** What a server remembers of one session. */
public final class Backend {
  private final int processId;
  private final Bytes secretKey;

  Backend(int processId, Bytes secretKey) {
    this.processId = processId;
    this.secretKey = secretKey;
  }

  /** The process ID that BackendKeyData names. */
  public int processId() {
    return processId;
  }

  /** The key that a CancelRequest has to bear. */
  public Bytes secretKey() {
    return secretKey;
  }

  /** What tells the client both. */
  public BackendKeyData keyData() {
    return new BackendKeyData(processId, secretKey);
  }
}
