package pgconform.exchange;

/** What happened, behind a proxy, to the CancelRequests of a case. */
public enum CancelRoute {
  /** None arrived, although clients have canceled. */
  LOST,
  /**
   * One arrived that does not name the session that runs, or ran, the query of the canceling
   * client.
   */
  ASTRAY
}
