/**
 * The interpreter: runs one case of a scenario over links and judges it. The only place that knows
 * what steps do.
 */
package pgconform.exchange;
