package dev.drydock.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UserAuth;
import java.lang.reflect.Constructor;

/**
 * Made by JSch alone, by name (hence public): lets {@link Login} hand each password to JSch's own
 * method as bytes. JSch by itself would ask for a String.
 */
public final class PasswordLogin extends UserAuth {
  @Override
  public boolean start(Session session) throws Exception {
    Constructor<? extends UserAuth> method =
        Class.forName(JSch.getConfig("userauth.password"))
            .asSubclass(UserAuth.class)
            .getDeclaredConstructor();
    method.setAccessible(true); // the class is JSch's, but not public
    return ((Login) session.getUserInfo()).password(session, method.newInstance());
  }
}
