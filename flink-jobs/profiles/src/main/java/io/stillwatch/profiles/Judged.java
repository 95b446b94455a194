package io.stillwatch.profiles;

/**
 * What the condition of a pattern is held against: a {@link Look} of an account, or a member of a
 * campaign. Fields know how to read the one that they are fields of.
 */
public interface Judged {}
