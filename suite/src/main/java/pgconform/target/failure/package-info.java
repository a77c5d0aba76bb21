/** Why there is no target: its words cannot be understood, or its server cannot be had. */
package pgconform.target.failure;
