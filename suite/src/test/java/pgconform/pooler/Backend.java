package pgconform.pooler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.session.Authenticator;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.session.StartUpException;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CopyData;
import pgconform.wire.CopyDone;
import pgconform.wire.CopyFail;
import pgconform.wire.CopyInResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.FunctionCall;
import pgconform.wire.Message;
import pgconform.wire.Parameter;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

/** A session on the server, which serves one client after the other. */
final class Backend {
  /** Octets that wait to be taken by one side; beyond this the other one is not heard. */
  static final int MOST_UNSENT = 256 * 1024;

  private final Pool pool;
  private final Link link;
  private final Authenticator authenticator;
  private final Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private BackendKeyData key;
  private boolean starting = true;
  private PooledClient client;
  private int status = 'I';

  /** How many ReadyForQuery the server owes to the client, and to the pooler itself. */
  private int owed;

  private int owedToPooler;

  /** Whether the client has begun something in the extended protocol and said no Sync since. */
  private boolean begun;

  /** Whether the server reads rows, among which it does not heed a Sync. */
  private boolean copyingIn;

  private Optional<ErrorResponse> refusal = Optional.empty();
  private boolean resetting;

  /** Whether it has told an error, and whether a ReadyForQuery was the last message. */
  private boolean canceled;

  private boolean alone = true;

  /** Cancels that are on their way here; it does not change hands before they have arrived. */
  int cancels;

  Backend(Pool pool, Link link, String user, String database) {
    this.pool = pool;
    this.link = link;
    List<Parameter> login =
        List.of(new Parameter("user", user), new Parameter("database", database));
    authenticator =
        new Authenticator(
            new Login(
                user,
                database,
                Optional.of(Secret.of(pgconform.exchange.Backend.password())),
                pool.version(),
                List.of()),
            link.tlsSession());
    post(new StartupMessage(pool.version(), login));
  }

  boolean isStarting() {
    return starting;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  /** Whether it can be told to cancel. */
  boolean isCancelable() {
    return key != null || pool.has(PoolerFault.CANCELS_WITHOUT_A_KEY);
  }

  CancelRequest cancelRequest() {
    if (key == null) {
      return new CancelRequest(0, Bytes.of(new byte[4]));
    }
    Bytes secret = key.secretKey();
    return new CancelRequest(
        key.processId(), pool.has(PoolerFault.CUTS_KEYS) ? secret.slice(0, 4) : secret);
  }

  BackendKeyData keyData() {
    return key;
  }

  void cut() {
    link.reset();
  }

  /** Whether it undoes what a client has left behind. */
  boolean isResetting() {
    return resetting;
  }

  /** Whether it works for its client, so that there is something to cancel. */
  boolean isBusy() {
    boolean own = owedToPooler > 0;
    if (own && pool.has(PoolerFault.CANCELS_ITS_OWN_STATEMENTS)) {
      return true;
    }
    return !own && (owed > 0 || begun || status != 'I');
  }

  boolean takesMore() {
    return owedToPooler == 0 && link.unsent() <= MOST_UNSENT;
  }

  boolean hasWork() {
    return link.hasEvent() && (client == null || client.takesMore());
  }

  void work() {
    while (hasWork()) {
      Event event = link.poll().orElseThrow();
      if (event instanceof Event.Received received) {
        received(received.message());
      } else {
        end();
        return;
      }
    }
  }

  private void received(Message message) {
    if (message instanceof ParameterStatus change) {
      parameters.put(change.name(), change.value());
    } else if (message instanceof BackendKeyData given) {
      key = given;
    }
    if (starting) {
      startUp(message);
    } else if (owedToPooler > 0) {
      own(message);
    } else if (client != null) {
      forClient(message);
    }
    // News for nobody in particular are for nobody here.
  }

  private void startUp(Message message) {
    if (message instanceof ErrorResponse error) {
      pool.failed(error);
    } else if (message.type() == 'R' && !(message instanceof AuthenticationOk)) {
      logIn(message);
    } else if (message instanceof AuthenticationOk
        && !link.hasEvent()
        && pool.has(PoolerFault.NEEDS_ONE_SEGMENT)) {
      refuse("the server does not go on");
    } else if (message instanceof ReadyForQuery
        && key == null
        && pool.has(PoolerFault.NEEDS_KEYS)) {
      pool.failed(ErrorResponse.of("FATAL", "08P01", "the server has sent no BackendKeyData"));
      link.close();
      pool.forget(this);
    } else if (message instanceof ReadyForQuery) {
      starting = false;
      pool.started(this);
    }
  }

  private void logIn(Message request) {
    if (request instanceof AuthenticationSASL sasl
        && !sasl.mechanisms().get(0).startsWith("SCRAM")
        && pool.has(PoolerFault.TAKES_THE_FIRST_MECHANISM)) {
      refuse("unknown mechanism");
      return;
    }
    try {
      authenticator.answer(request).ifPresent(this::post);
    } catch (StartUpException e) {
      refuse(String.valueOf(e.getMessage()));
    }
  }

  private void refuse(String why) {
    pool.failed(ErrorResponse.of("FATAL", "08P01", why));
    link.close();
    pool.forget(this);
  }

  private void own(Message message) {
    if (message instanceof ErrorResponse error) {
      refusal = Optional.of(error);
    } else if (message instanceof ReadyForQuery) {
      owedToPooler--;
      if (resetting) {
        resetting = false;
        pool.isFree(this);
      } else if (client != null) {
        Optional<ErrorResponse> error = refusal;
        refusal = Optional.empty();
        error.ifPresentOrElse(client::end, client::served);
      }
    }
  }

  private void forClient(Message message) {
    if (message instanceof ParameterStatus change) {
      client.note(change);
      if (pool.has(PoolerFault.DROPS_REPORTS)) {
        return;
      }
    } else if (message instanceof ReadyForQuery ready) {
      owed--;
      status = ready.status();
      if (status != 'I' && pool.mode() == Pooler.Mode.STATEMENT) {
        post(new Terminate());
        client.end(ErrorResponse.of("FATAL", "08P01", "transaction blocks are not allowed"));
        return;
      }
    }
    if (message instanceof CopyInResponse) {
      copyingIn = true;
      if (pool.has(PoolerFault.HANDS_OVER_COPIES)) {
        client.post(message);
        owed = 0;
        releaseIfDone();
        return;
      }
    } else if (message instanceof ErrorResponse || message instanceof ReadyForQuery) {
      copyingIn = false;
    }
    if (message instanceof ErrorResponse error && pool.has(PoolerFault.CHANGES_ERRORS)) {
      client.post(ErrorResponse.of("ERROR", "08000", error.message().orElse("")));
    } else if (message instanceof ReadyForQuery && pool.has(PoolerFault.FORGETS_TRANSACTIONS)) {
      client.post(new ReadyForQuery('I'));
    } else {
      client.post(message);
    }
    canceled |= message instanceof ErrorResponse;
    if (message instanceof ReadyForQuery && pool.has(PoolerFault.DIES_OF_A_LONE_READY) && alone) {
      pool.die();
    }
    alone = message instanceof ReadyForQuery;
    if (message instanceof ReadyForQuery
        && canceled
        && pool.has(PoolerFault.DROPS_CANCELED_SESSIONS)) {
      end();
      return;
    }
    releaseIfDone();
  }

  /** Begins to serve a client: makes the session what the client's was. */
  void serve(PooledClient next) {
    client = next;
    Map<String, String> wanted = new LinkedHashMap<>(next.wanted());
    if (pool.has(PoolerFault.FORGETS_PARAMETERS)) {
      wanted.clear();
    }
    wanted.entrySet().removeIf(e -> e.getValue().equals(parameters.get(e.getKey())));
    if (wanted.isEmpty()) {
      next.served(this);
      return;
    }
    next.serving(this);
    List<String> sets = new ArrayList<>();
    wanted.forEach(
        (name, value) -> sets.add("set %s = '%s'".formatted(name, value.replace("'", "''"))));
    ask(String.join("; ", sets));
  }

  private void ask(String sql) {
    owedToPooler++;
    post(new Query(sql));
  }

  /** Passes on what the client says. */
  void say(Message message) {
    boolean ends = message instanceof Query || message instanceof FunctionCall;
    if (ends || (message instanceof Sync && !copyingIn)) {
      owed++;
      begun = false;
    } else if (message instanceof CopyDone || message instanceof CopyFail) {
      copyingIn = false;
    } else if (!(message instanceof CopyData)) {
      begun = true;
    }
    post(message);
  }

  private void post(Message message) {
    link.post(message.encode(), List.of(message));
  }

  /** Gives the backend back between two transactions, unless the client keeps it. */
  void releaseIfDone() {
    if (client != null && isIdle() && pool.mode() != Pooler.Mode.SESSION && client.letsGo()) {
      client = null;
      pool.isFree(this);
    }
  }

  private boolean isIdle() {
    boolean between = status == 'I' || pool.has(PoolerFault.HANDS_OVER_TRANSACTIONS);
    boolean spared = cancels == 0 || pool.has(PoolerFault.REUSES_WHILE_CANCELING);
    return !starting && owed == 0 && owedToPooler == 0 && !begun && between && spared;
  }

  /**
   * The client has left; what it has left behind is undone, or ends by itself.
   *
   * @return whether nothing more comes for the client
   */
  boolean leave(boolean politely) {
    if (owed > 0 && pool.has(PoolerFault.HANDS_OVER_BUSY_SESSIONS)) {
      owed = 0;
      client = null;
      pool.isFree(this);
      return true;
    }
    if (owedToPooler == 0 && owed == 0 && !begun && status == 'I') {
      client = null;
      if (cancels > 0) {
        // Whom that cancel meets must not be anybody else.
        post(new Terminate());
      } else if (pool.mode() != Pooler.Mode.SESSION) {
        pool.isFree(this);
      } else {
        resetting = true;
        ask("discard all");
      }
      return true;
    }
    if (politely) {
      post(new Terminate());
    } else {
      link.closeOutput();
    }
    return false;
  }

  private void end() {
    link.close();
    pool.forget(this);
    if (client != null) {
      client.lost();
    } else if (starting) {
      pool.failed(ErrorResponse.of("FATAL", "08006", "the server has closed the connection"));
    }
  }
}
