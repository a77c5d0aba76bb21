package pgconform.target;

/** A target with a name that the user gives to it. */
record NamedTarget(TargetSpec spec, String name) implements ForwardingTarget {
  @Override
  public String displayName() {
    return name;
  }
}
