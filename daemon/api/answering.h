// Answering: the responder that every route gets. It gives reads an ETag and answers 304 where the client has
// it, tells problems in the client's language, and counts what was answered.
#pragma once
#include <memory>

#include "daemon/api/operations.h"
#include "daemon/io/http_server.h"

namespace huiyin {

// operation: null where none was found.
std::shared_ptr<Responder> answering(std::shared_ptr<Responder> inner, const HttpRequest& request,
                                     const Operation* operation);
// "\"…\"", of these bytes.
std::string etag_of(std::string_view body);
// Whether a list as in If-Match and If-None-Match has the tag; weak ones count as strong.
bool lists_tag(std::string_view header, std::string_view etag);

}  // namespace huiyin
