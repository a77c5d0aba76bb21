package pgconform.selftest;

import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;
import pgconform.wire.Execute;
import pgconform.wire.FrontendMessage;
import pgconform.wire.FunctionCall;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;
import pgconform.wire.Sync;

/** What is known of the session on a connection, by what both sides have said so far. */
final class SessionState {
  /** The status of a session that has something to do. */
  private static final int BUSY = 'B';

  /** What the session was started with; null before that. */
  StartupMessage startup;

  /** The session's key; null as long as there is none. */
  BackendKeyData key;

  /** The key as the client was told, if that is another one; else null. */
  BackendKeyData shown;

  private int status;

  /** How many ReadyForQuery are still to come. */
  private int awaited;

  private int idleStatus;

  private int statements;

  /** Of the last ReadyForQuery, something else behind a query, 0 before the first one. */
  int status() {
    return status;
  }

  /** Whether the session runs something that was asked for. */
  boolean busy() {
    return status == BUSY || awaited > 0;
  }

  /** How many statements have been asked for. */
  int statements() {
    return statements;
  }

  /** The name of the user that the session was started for. */
  String user() {
    return MessageEdits.parameter(startup, "user");
  }

  /** The client asks for something. */
  void asked(FrontendMessage message) {
    if (message instanceof Query || message instanceof Sync || message instanceof FunctionCall) {
      awaited++;
    }
    int before = status;
    if (message instanceof Query || message instanceof Execute || message instanceof FunctionCall) {
      status = BUSY;
      statements++;
    }
    idleStatus = before == BUSY ? idleStatus : before;
  }

  /** The server is ready for the next thing. */
  void ready(ReadyForQuery ready) {
    status = ready.status();
    awaited = Math.max(0, awaited - 1);
  }

  /**
   * What was asked for last does not come to the server; what its ReadyForQuery would have been.
   */
  ReadyForQuery skipped() {
    awaited--;
    status = idleStatus;
    return new ReadyForQuery(idleStatus);
  }

  /** The key as the client knows it. */
  BackendKeyData known() {
    return shown == null ? key : shown;
  }

  /** The request that cancels this session. */
  CancelRequest request() {
    return new CancelRequest(key.processId(), key.secretKey());
  }

  /** Whether a request names just this key. */
  static boolean isFor(CancelRequest request, BackendKeyData key) {
    return request.processId() == key.processId() && request.secretKey().equals(key.secretKey());
  }
}
