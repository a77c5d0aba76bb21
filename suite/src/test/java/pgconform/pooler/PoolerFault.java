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
  HANDS_OVER_BUSY_SESSIONS,
  /** It gives a session to another client in the middle of a COPY. */
  HANDS_OVER_COPIES,
  /** Of a parameter that is given twice it takes the first value. */
  TAKES_THE_FIRST_VALUE,
  /** It takes parameters from behind the end of their list. */
  READS_BEHIND_THE_LIST,
  /** It gives keys that leave no room for those of others. */
  USES_UP_KEYS,
  /** It cancels a query of somebody else where the client that cancels waits for a session. */
  CANCELS_FOR_WHO_WAITS,
  /** It knows the keys only on every other connection, as one of two processes would. */
  LOSES_EVERY_OTHER_CANCEL,
  /** It answers a request for encryption by two octets. */
  ANSWERS_REQUESTS_TWICE,
  /** It does not answer GSSENCRequest. */
  IGNORES_GSS_REQUESTS,
  /** It answers requests for encryption without end. */
  REFUSES_WITHOUT_END,
  /** It takes what has come behind a request for encryption that it refuses. */
  TAKES_WHAT_IS_BEHIND_REQUESTS,
  /** Its keys can be foretold. */
  COUNTS_KEYS,
  /** It gives the key of a client that has left to the next one. */
  KEEPS_KEYS,
  /** It passes a cancel on after a while, to the session that the client had then. */
  CANCELS_AFTER_A_WHILE,
  /** It spares the session that a cancel is for only from when it has sent the cancel. */
  SPARES_SESSIONS_LATE,
  /** It closes the connection of a cancel when it has passed it on. */
  CLOSES_WHEN_SENT,
  /** It never closes the connection of a cancel. */
  LEAVES_CANCELS_OPEN,
  /** It passes each cancel on twice. */
  CANCELS_TWICE,
  /** Where the server has given no key, it gives clients one without octets. */
  GIVES_EMPTY_KEYS,
  /** It says that no session is in a transaction. */
  FORGETS_TRANSACTIONS,
  /** It keeps to itself what the server reports about parameters. */
  DROPS_REPORTS,
  /** It does not undo the parameters of other clients. */
  LEAKS_PARAMETERS,
  /** It understands the server only where AuthenticationOk comes together with the rest. */
  NEEDS_ONE_SEGMENT,
  /** It takes the first of the server's SASL mechanisms, and none other. */
  TAKES_THE_FIRST_MECHANISM,
  /** A cancel hits what the pooler itself has the server do for the client. */
  CANCELS_ITS_OWN_STATEMENTS,
  /** A cancel of a client that has left hits what is done to undo its settings. */
  CANCELS_ITS_RESET,
  /** It closes the connection of a cancel without close_notify. */
  CLOSES_WITHOUT_NOTIFY,
  /** It sends cancels in clear to a server that it reaches over TLS. */
  CANCELS_IN_CLEAR,
  /** It takes what was sent in clear behind SSLRequest for a part of the encrypted session. */
  KEEPS_WHAT_WAS_IN_CLEAR,
  /** It does not know cancels inside TLS. */
  IGNORES_CANCELS_OVER_TLS,
  /** It ends the sessions of all other clients when a cancel comes. */
  ENDS_OTHER_SESSIONS,
  /** It passes a cancel with a key of nobody on to a session that is busy. */
  CANCELS_FOR_ANYBODY,
  /** It does nothing more when it has passed a cancel on. */
  HANGS_AFTER_A_CANCEL
}
