package io.stillwatch.profiles;

import org.jspecify.annotations.Nullable;

/** Where profiles rest when they are not in the {@link ProfileCache}. */
public interface ProfileStore {

  byte @Nullable [] load(String account) throws Exception;

  void save(String account, byte[] profile) throws Exception;
}
