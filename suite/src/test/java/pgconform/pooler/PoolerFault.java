package pgconform.pooler;

/** One thing that a pooler does wrong. */
public enum PoolerFault {
  /** Nothing. */
  NONE,
  /** It gives keys to clients, and does nothing with a CancelRequest. */
  GIVES_DEAD_KEYS,
  /** It passes a cancel on to the session that has been busy for the longest time. */
  CANCELS_THE_FIRST_BUSY,
  /** It passes the key of the client on to the server. */
  PASSES_REQUESTS_ON,
  /** It closes the connection of a cancel before the server has. */
  DOES_NOT_WAIT,
  /** It gives clients the key of the server session, whatever its length. */
  PASSES_KEYS_ON,
  /** It keeps four octets of a key. */
  CUTS_KEYS,
  /** It reports values of parameters that the server session does not have. */
  INVENTS_PARAMETERS,
  /** It does not pass on the parameters that a client asks for. */
  FORGETS_PARAMETERS,
  /** It gives the same key to all clients. */
  TAKES_ONE_KEY_FOR_ALL,
  /** It takes no server session without a key. */
  NEEDS_KEYS,
  /** It answers a cancel with an error if it knows no such key. */
  ANSWERS_UNKNOWN_KEYS,
  /** It lets a cancel wait until a server session is free. */
  QUEUES_CANCELS,
  /** It ends a server session whose query was canceled. */
  DROPS_CANCELED_SESSIONS,
  /** It tells the client of a cancel in its own words. */
  CHANGES_ERRORS,
  /** It passes a cancel on to the session that served the client last. */
  CANCELS_LATE,
  /** It gives a session to another client while a cancel is on its way to it. */
  REUSES_WHILE_CANCELING,
  /** It dies if the server answers a cancel. */
  DIES_OF_AN_ANSWERED_CANCEL,
  /** It tells the client that a cancel has failed. */
  ANSWERS_FAILED_CANCELS,
  /** It dies if a client leaves before its cancel was carried out. */
  DIES_OF_IMPATIENT_CLIENTS,
  /** It sends zeros to a server that has given no key. */
  CANCELS_WITHOUT_A_KEY,
  /** It takes any minor version for one that it knows. */
  TAKES_ANY_VERSION,
  /** It dies of a ReadyForQuery with which nothing else came. */
  DIES_OF_A_LONE_READY,
  /** It gives a session to another client inside a transaction. */
  HANDS_OVER_TRANSACTIONS,
  /** It gives a session to another client whose own client has left while it was busy. */
  HANDS_OVER_BUSY_SESSIONS
}
