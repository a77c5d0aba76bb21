/** Reports why there is no target: its words cannot be understood, or its server is unavailable. */
package pgconform.target.failure;
