package pgconform.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.ReadyForQuery;

/** Rules of the protocol, each broken in one way. */
public enum Fault {
  /** Whatever the key, a CancelRequest with a session's process ID cancels its query. */
  WRONG_KEY_ACCEPTED(
      rules -> rules.isFor = (request, backend) -> request.processId() == backend.processId()),

  /** Only the first two octets of the key are compared. */
  HALF_OF_KEY_COMPARED(
      rules ->
          rules.isFor =
              (request, backend) ->
                  request.processId() == backend.processId()
                      && request.secretKey().size() == backend.secretKey().size()
                      && request.secretKey().slice(0, 2).equals(backend.secretKey().slice(0, 2))),

  /** Whatever the process ID, a CancelRequest with a session's key cancels its query. */
  WRONG_PROCESS_ID_ACCEPTED(
      rules -> rules.isFor = (request, backend) -> request.secretKey().equals(backend.secretKey())),

  /** Nothing is ever cancelled. */
  CANCEL_IGNORED(rules -> rules.cancels = false),

  /** A CancelRequest is answered. */
  OCTETS_ON_CANCEL_CONNECTION(
      rules ->
          rules.afterCancel =
              peer -> {
                peer.send(new ReadyForQuery('I'));
                peer.close();
              }),

  /** The connection that brought a CancelRequest stays open. */
  CANCEL_CONNECTION_STAYS_OPEN(rules -> rules.afterCancel = Peer::awaitEnd),

  /** A cancelled query ends with another error. */
  WRONG_SQLSTATE_OF_CANCEL(
      rules -> rules.cancelled = () -> Rows.error("ERROR", "58030", "the query was cancelled")),

  /** Cancelling a query ends its session. */
  CANCEL_IS_FATAL(
      rules -> rules.cancelled = () -> Rows.error("FATAL", "57014", "the query was cancelled")),

  /** After an answer no ReadyForQuery comes. */
  READY_FOR_QUERY_MISSING(
      rules -> {
        rules.introduction = withReady(rules.introduction);
        rules.ready = List::of;
      }),

  /** After an answer ReadyForQuery comes twice. */
  READY_FOR_QUERY_TWICE(
      rules -> {
        rules.introduction = withReady(rules.introduction);
        rules.ready = () -> List.of(new ReadyForQuery('I'), new ReadyForQuery('I'));
      }),

  /** ReadyForQuery says that a transaction is open. */
  WRONG_TRANSACTION_STATUS(rules -> rules.ready = () -> List.of(new ReadyForQuery('T'))),

  /** All sessions have the same key. */
  CONSTANT_KEY(rules -> rules.secretKey = size -> Bytes.of(new byte[size])),

  /** Keys are counted up. */
  COUNTED_KEYS(
      rules ->
          rules.secretKey =
              new IntFunction<>() {
                private int last = 0x01020304;

                @Override
                public synchronized Bytes apply(int size) {
                  last++;
                  Bytes word =
                      Bytes.of(
                          (byte) (last >> 24),
                          (byte) (last >> 16),
                          (byte) (last >> 8),
                          (byte) last);
                  return Bytes.of(new byte[size - 4]).plus(word);
                }
              }),

  /** All sessions have the same process ID and the same key. */
  CONSTANT_KEY_DATA(
      rules -> {
        rules.processId = () -> 4711;
        rules.secretKey = size -> Bytes.of(new byte[size]);
      }),

  /** A key has nothing in it. */
  EMPTY_KEY(rules -> rules.secretKey = size -> Bytes.EMPTY),

  /** A key has 32 octets whatever the version. */
  LONG_KEY_UNDER_3_0(rules -> resize(rules, size -> 32)),

  /** A key has 3 octets under protocol 3.0. */
  SHORT_KEY_UNDER_3_0(rules -> resize(rules, size -> size == 4 ? 3 : size)),

  /** Keys have four octets under 3.2, too, which is the least there. */
  FOUR_OCTETS_UNDER_3_2(rules -> resize(rules, size -> 4)),

  /** A key has one octet too many under protocol 3.2. */
  ENDLESS_KEY_UNDER_3_2(rules -> resize(rules, size -> size == 4 ? 4 : 257)),

  /** There is BackendKeyData under protocol 3.2 only, with one octet too many. */
  ENDLESS_KEY_ONLY_UNDER_3_2(
      rules -> {
        resize(rules, size -> size == 4 ? 4 : 257);
        Rules.Introduction usual = rules.introduction;
        rules.introduction =
            (backend, server) -> {
              List<BackendMessage> messages = new ArrayList<>(usual.of(backend, server));
              messages.removeIf(
                  m -> m instanceof BackendKeyData key && key.secretKey().size() == 4);
              return messages;
            };
      }),

  /** Each answer to a query brings another key. */
  KEY_DATA_AFTER_QUERIES(
      rules ->
          rules.ready =
              () ->
                  List.of(new BackendKeyData(1, Bytes.ofHex("01020304")), new ReadyForQuery('I'))),

  /** The key of a session that has ended cancels whatever runs now. */
  KEY_OUTLIVES_SESSION(
      rules -> {
        Set<BackendKeyData> ended = ConcurrentHashMap.newKeySet();
        rules.ended = backend -> ended.add(backend.keyData());
        rules.isFor =
            (request, backend) -> {
              BackendKeyData sent = new BackendKeyData(request.processId(), request.secretKey());
              return sent.equals(backend.keyData()) || ended.contains(sent);
            };
      }),

  /** A CancelRequest for process 0 cancels everything. */
  PROCESS_0_IS_EVERYBODY(
      rules ->
          rules.isFor =
              (request, backend) ->
                  request.processId() == 0
                      || (request.processId() == backend.processId()
                          && request.secretKey().equals(backend.secretKey()))),

  /** BackendKeyData comes behind the first ReadyForQuery. */
  KEY_DATA_BEHIND_READY_FOR_QUERY(
      rules -> {
        Rules.Introduction usual = rules.introduction;
        rules.introduction =
            (backend, server) -> {
              List<BackendMessage> messages = new ArrayList<>(usual.of(backend, server));
              Collections.rotate(messages.subList(keyData(messages), messages.size()), -1);
              return messages;
            };
      }),

  /** There is no BackendKeyData. */
  NO_KEY_DATA(
      rules -> {
        Rules.Introduction usual = rules.introduction;
        rules.introduction =
            (backend, server) -> {
              List<BackendMessage> messages = new ArrayList<>(usual.of(backend, server));
              messages.remove(keyData(messages));
              return messages;
            };
      }),

  /** BackendKeyData comes twice, the wrong one first. */
  KEY_DATA_TWICE(
      rules -> {
        Rules.Introduction usual = rules.introduction;
        rules.introduction =
            (backend, server) -> {
              List<BackendMessage> messages = new ArrayList<>(usual.of(backend, server));
              messages.add(
                  keyData(messages),
                  new BackendKeyData(1, Bytes.of(new byte[backend.secretKey().size()])));
              return messages;
            };
      }),

  /** What came in clear behind SSLRequest is taken for what TLS protects (CVE-2021-23214). */
  PLAINTEXT_BEHIND_SSL_REQUEST_USED(rules -> rules.usesPlaintextBehindSslRequest = true);

  // Each is a function without state of its own.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Consumer<Rules> change;

  Fault(Consumer<Rules> change) {
    this.change = change;
  }

  void breakIn(Rules rules) {
    change.accept(rules);
  }

  private static void resize(Rules rules, IntUnaryOperator size) {
    IntFunction<Bytes> usual = rules.secretKey;
    rules.secretKey = normal -> usual.apply(size.applyAsInt(normal));
  }

  private static int keyData(List<BackendMessage> messages) {
    int index = 0;
    while (!(messages.get(index) instanceof BackendKeyData)) {
      index++;
    }
    return index;
  }

  /** The start-up as it is, whatever becomes of the ReadyForQuery after answers. */
  private static Rules.Introduction withReady(Rules.Introduction usual) {
    return (backend, server) -> {
      List<BackendMessage> messages = new ArrayList<>(usual.of(backend, server));
      messages.removeIf(ReadyForQuery.class::isInstance);
      messages.add(new ReadyForQuery('I'));
      return messages;
    };
  }
}
