// A recogniser behind any OpenAI-compatible POST /v1/audio/transcriptions.
#pragma once
#include <memory>

#include "adapters/recogniser.h"
#include "adapters/registry.h"

namespace huiyin {

// Null where asr_url is empty. Throws BadInput for settings that can't be.
std::unique_ptr<const Recogniser> make_speech(const CarrierSettings& settings);

}  // namespace huiyin
