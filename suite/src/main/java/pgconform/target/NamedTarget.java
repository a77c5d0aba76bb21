package pgconform.target;

/** A target with a name given by the user. */
record NamedTarget(TargetSpec spec, String name) implements ForwardingTarget {
  @Override
  public String displayName() {
    return name;
  }
}
