package dev.carillon.gateway.e2e.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An editor in Django's admin, by HTTP as a browser: logged in, with cookies, filling in the forms that it gets. */
public final class AdminClient implements AutoCloseable {
    private final URI site;
    private final String language;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    public AdminClient(URI site, String user, String language) {
        this.site = site;
        this.language = language;
        submit("admin/login/", "login-form", Map.of("username", user, "password", DjangoSite.PASSWORD));
    }

    public void logOut() {
        HtmlForm form = HtmlForm.find(get("admin/"), "logout-form");
        expectRedirect("admin/logout/", post("admin/logout/", form));
    }

    /** The value of a cookie that the site has set. */
    public String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Adds an object; the fields are those of its form, by name. */
    public void add(String model, Map<String, String> fields) {
        submit("admin/" + model + "/add/", form(model), fields);
    }

    public void change(String model, String key, Map<String, String> fields) {
        submit("admin/" + model + "/" + key + "/change/", form(model), fields);
    }

    /** Takes every choice from a list of several. */
    public void clear(String model, String key, String field) {
        String path = "admin/" + model + "/" + key + "/change/";
        HtmlForm form = HtmlForm.find(get(path), form(model));
        form.remove(field);
        expectRedirect(path, post(path, form));
    }

    public void delete(String model, String key) {
        submit("admin/" + model + "/" + key + "/delete/", "", Map.of());
    }

    /** Edits rows in the list; the fields are named like {@code form-0-price}. */
    public void changeList(String model, Map<String, String> fields) {
        submit("admin/" + model + "/", "changelist-form", fields);
    }

    /** Deletes several objects by the list's action. */
    public void deleteSelected(String model, String... keys) {
        String path = "admin/" + model + "/";
        HtmlForm list = HtmlForm.find(get(path), "changelist-form");
        list.set("action", "delete_selected");
        list.remove("_save");
        for (String key : keys) {
            list.add("_selected_action", key);
        }
        HttpResponse<String> confirmation = post(path, list);
        HtmlForm confirm = HtmlForm.find(confirmation.body(), "");
        expectRedirect(path, post(path, confirm));
    }

    /** Gets a page and submits its form with these fields set over what it holds. */
    public void submit(String path, String formId, Map<String, String> fields) {
        HtmlForm form = HtmlForm.find(get(path), formId);
        fields.forEach(form::set);
        expectRedirect(path, post(path, form));
    }

    /** The key of the object with this text, from the list. */
    public String keyOf(String model, String text) {
        String link = "/admin/" + model + "/(\\d+)/change/[^>]*>" + Pattern.quote(text) + "<";
        Matcher matcher = Pattern.compile(link).matcher(get("admin/" + model + "/"));
        if (!matcher.find()) {
            throw new IllegalStateException("no " + model + " called " + text);
        }
        return matcher.group(1);
    }

    private static String form(String model) {
        return model.substring(model.indexOf('/') + 1) + "_form";
    }

    private String get(String path) {
        HttpResponse<String> response = send(request(path).GET());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + response.statusCode());
        }
        return response.body();
    }

    private HttpResponse<String> post(String path, HtmlForm form) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.encoded())));
    }

    private static void expectRedirect(String path, HttpResponse<String> response) {
        if (response.statusCode() != 302) {
            throw new IllegalStateException(
                    path + " answered " + response.statusCode() + " to the form: " + HtmlForm.errors(response.body()));
        }
    }

    private HttpRequest.Builder request(String path) {
        URI uri = site.resolve(path);
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .header("Accept-Language", language)
                .header("Referer", uri.toString());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
