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

/** What is known about the session on a connection from the messages of both sides so far. */
final class SessionState {
  /** The status of a session that is running something. */
  private static final int BUSY = 'B';

  /** The StartupMessage of the session; null before it. */
  StartupMessage startup;

  /** The session's key; null until it is known. */
  BackendKeyData key;

  /** The key that the client was given, if it is another one; otherwise null. */
  BackendKeyData shown;

  private int status;

  /** The number of ReadyForQuery messages that are due. */
  private int awaited;

  private int idleStatus;

  private int statements;

  /**
   * Returns the status in the last ReadyForQuery, another value after a query, and 0 before the
   * first ReadyForQuery.
   */
  int status() {
    return status;
  }

  /** Returns whether the session is running a request. */
  boolean busy() {
    return status == BUSY || awaited > 0;
  }

  /** Returns the number of statements that were requested. */
  int statements() {
    return statements;
  }

  /** Returns the name of the user that the session was started for. */
  String user() {
    return MessageEdits.parameter(startup, "user");
  }

  /** Notes a request of the client. */
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

  /** Notes that the server is ready for the next request. */
  void ready(ReadyForQuery ready) {
    status = ready.status();
    awaited = Math.max(0, awaited - 1);
  }

  /**
   * Notes that the last request is not sent to the server; returns the ReadyForQuery that it would
   * have had.
   */
  ReadyForQuery skipped() {
    awaited--;
    status = idleStatus;
    return new ReadyForQuery(idleStatus);
  }

  /** Returns the key that the client knows. */
  BackendKeyData known() {
    return shown == null ? key : shown;
  }

  /** Returns the request that cancels this session. */
  CancelRequest request() {
    return new CancelRequest(key.processId(), key.secretKey());
  }

  /** Returns whether a request names exactly this key. */
  static boolean isFor(CancelRequest request, BackendKeyData key) {
    return request.processId() == key.processId() && request.secretKey().equals(key.secretKey());
  }
}
