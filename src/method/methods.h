// The methods that there are. Only method.cpp asks for them by name.
#pragma once
#include "method/method.h"

namespace hourglass {

std::unique_ptr<Method> make_autoencoder(const Settings&, const Example&);  // autoencoder.cpp
std::unique_ptr<Method> make_variational(const Settings&, const Example&);  // variational.cpp
std::unique_ptr<Method> make_classifier(const Settings&, const Example&);   // classifier.cpp
std::unique_ptr<Method> make_stacked(const Settings&, const Example&);      // stacked.cpp

std::unique_ptr<Method> make_gan(const Settings&, const Example&);      // gan.cpp
std::unique_ptr<Method> make_affine(const Settings&, const Example&);   // affine_generator.cpp
std::unique_ptr<Method> make_mixture(const Settings&, const Example&);  // mixture.cpp
std::unique_ptr<Method> make_flow(const Settings&, const Example&);     // flow.cpp

std::unique_ptr<Method> make_segmentation(const Settings&, const Example&);    // segmentation.cpp
std::unique_ptr<Method> make_autoregressive(const Settings&, const Example&);  // autoregressive.cpp

}  // namespace hourglass
